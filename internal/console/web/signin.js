// The dialog that asks a person to sign in again, over whatever page is open: nothing on it is lost.
import { $, ask, put, Refused, say } from "./common.js";

let open = null; // promise while the dialog is open

// signIn asks for login and password until they are right, then calls back() and resolves.
export function signIn(back = async () => {}) {
  if (open) return open;
  const dialog = $("signin");
  const why = $("signinwhy");
  open = new Promise((done) => {
    dialog.oncancel = (e) => e.preventDefault();
    dialog.querySelector("form").onsubmit = async (e) => {
      e.preventDefault();
      try {
        await ask("POST", "/login", { body: { login: $("login").value, password: $("password").value } });
      } catch (err) {
        why.className = "refused";
        put(why, err instanceof Refused ? `${err.error.text} ${err.error.hint ?? ""}` : say("console.lost"));
        $("password").select();
        return;
      }
      $("password").value = "";
      why.className = "";
      put(why, say("console.session_over"));
      dialog.close();
      open = null;
      await back();
      done();
    };
  });
  dialog.showModal();
  $($("login").value ? "password" : "login").focus();
  return open;
}
