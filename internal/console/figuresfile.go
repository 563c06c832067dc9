package console

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"

	"bileter/internal/api"
	"bileter/internal/figures"
)

// Files of figures: RFC 4180 with semicolons and a byte order mark, as a Polish Excel opens them.
const (
	fileMark    = "\ufeff"
	fileMeaning = "meanings.csv"
)

// getFiguresFile gives day-2026-11-20.csv, month-2026-11.csv or what the columns mean.
func (s *Server) getFiguresFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	stem, kind := strings.CutSuffix(name, ".csv")
	var lines [][]string
	switch date, month := strings.CutPrefix(stem, "month-"); {
	case name == fileMeaning:
		lines = [][]string{{sayFigure("column"), sayFigure("meaning")}}
		for _, m := range meanings() {
			lines = append(lines, []string{m.Name, m.Value})
		}
	case kind && month && len(date) == len("2006-01"), kind && strings.HasPrefix(stem, "day-"):
		date = strings.TrimPrefix(date, "day-")
		err := s.Figures.Read(func(days []*figures.Day) {
			for _, d := range days {
				if d.Date == date || month && strings.HasPrefix(d.Date, date+"-") {
					lines = append(lines, s.fileLines(d)...)
				}
			}
		})
		if err != nil {
			return err
		}
		if len(lines) > 0 {
			lines = append([][]string{fileHead()}, lines...)
		}
	}
	if len(lines) == 0 {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	var b bytes.Buffer
	b.WriteString(fileMark)
	c := csv.NewWriter(&b)
	c.Comma, c.UseCRLF = ';', true
	if err := c.WriteAll(lines); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="bileter-`+name+`"`) // name is one of those above
	w.Write(b.Bytes())
	return nil
}

func fileHead() []string {
	head := []string{sayFigure("date"), sayFigure("kind"), sayFigure("name")}
	for _, c := range figureColumns {
		head = append(head, nameWithUnit(c))
	}
	for _, c := range machineFigures {
		head = append(head, nameWithUnit(c))
	}
	return head
}

// nameWithUnit is a column's name in a file, where cells are numbers alone.
func nameWithUnit(c string) string {
	if u := strings.TrimSpace(unit(c, "")); u != "" {
		return sayFigure(c) + " [" + u + "]"
	}
	return sayFigure(c)
}

// fileLines are a day: the whole first, which alone has the figures of the machine.
func (s *Server) fileLines(d *figures.Day) (lines [][]string) {
	for _, p := range s.parts(d) {
		line := append([]string{d.Date, sayFigure("kind_" + p.kind), p.name}, p.cells()...)
		told := make([]string, len(machineFigures))
		if p.kind == "total" {
			told = machineCells(d, s.Now())
		}
		line = append(line, told...)
		for i := range line {
			if line[i] == unknown {
				line[i] = ""
			}
		}
		lines = append(lines, line)
	}
	return lines
}
