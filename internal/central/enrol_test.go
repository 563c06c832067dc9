package central_test

import (
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/central/sqlstore"
)

// TestACodeGivenWhileRunning: a machine that was started without a code enrols with one that a technician types; a wrong one
// changes nothing.
func TestACodeGivenWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newServerAlone(t, sqlstore.Options{})
		defer w.end()
		right := w.code
		w.code = ""
		w.startOffice()
		w.grow(3)
		pass(time.Minute)
		if s := w.out.State(); s.Enrolled || s.Refused == "" {
			t.Fatalf("without a code: %+v", s)
		}
		if err := w.out.Enrol(ctx, "AAAAA-BBBBB"); err == nil {
			t.Error("a wrong code is taken")
		}
		if err := w.out.Enrol(ctx, right); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		if d := w.differs(); d != "" || w.out.State().Refused != "" {
			t.Errorf("%s; %+v", d, w.out.State())
		}
		if err := w.out.Enrol(ctx, "AAAAA-BBBBB"); err == nil {
			t.Error("a wrong code is taken later")
		}
		w.grow(1)
		pass(time.Minute)
		if d := w.differs(); d != "" {
			t.Errorf("a wrong code cost the secret: %s; %+v", d, w.out.State())
		}
	})
}
