package touch

// Lines breaks a text for a box, as every text of the screen is broken.
var Lines = fit
