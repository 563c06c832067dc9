package configs

import "time"

// figures reads what is told of a day.
func (r *reader) figures(s *section) (f Figures) {
	if s == nil {
		return f
	}
	f.PerCounter = s.bool("per_counter")
	if v := s.string("report"); v != "" {
		at, err := time.Parse("15:04", v)
		if f.Report = at.Hour()*60 + at.Minute(); err != nil || f.Report == 0 {
			s.problem("report", quote(v)+" is not a time of the day", `such as "16:30"; without the line it is printed only when somebody asks`)
		}
	}
	s.end()
	return f
}
