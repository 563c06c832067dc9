package slip_test

import (
	"testing"
	"time"

	"bileter/internal/queue"
	"bileter/printer/slip"
)

// sampleSetup is a small office of the kind the program is made for.
func sampleSetup() *queue.Setup {
	return &queue.Setup{
		Office: "olszanow", Node: "hol", Zone: "Europe/Warsaw", Languages: []string{"pl", "en", "uk", "de"},
		Name: queue.Words{
			"pl": "Urząd Miejski w Olszanowie", "en": "Olszanów Town Hall",
			"uk": "Міська рада Ольшанова", "de": "Stadtamt Olszanów",
		},
		Infoline: "32 000 00 00",
		Privacy: queue.Words{
			"pl": "Bilet ważny dziś. Nie zawiera danych osobowych.", "en": "Valid today. It holds no personal data.",
			"uk": "Талон дійсний сьогодні. Без особистих даних.", "de": "Heute gültig. Enthält keine persönlichen Daten.",
		},
		Zones: []queue.Zone{
			{
				ID: "west", Arrow: "left", Color: "#123456",
				Name: queue.Words{"pl": "hol zachodni", "en": "west hall", "uk": "західний хол", "de": "Westhalle"},
				Way:  queue.Words{"pl": "w lewo, parter", "en": "to the left, ground floor", "uk": "ліворуч, перший поверх", "de": "links, Erdgeschoss"},
			},
			{
				ID: "east", Arrow: "right", Color: "#654321",
				Name: queue.Words{"pl": "hol wschodni", "en": "east hall", "uk": "східний хол", "de": "Osthalle"},
				Way:  queue.Words{"pl": "w prawo, I piętro", "en": "to the right, first floor", "uk": "праворуч, другий поверх", "de": "rechts, 1. Stock"},
			},
		},
		Groups: []queue.Group{{Letter: "P", Hours: "office"}, {Letter: "D", Hours: "office"}, {Letter: "U", Hours: "office"}},
		Services: []queue.Service{
			{
				ID: "P1", Kind: queue.KindTicket, Letter: "P", PayAt: 17,
				Name: queue.Words{
					"pl": "Rejestracja auta z Polski", "en": "Register a car from Poland",
					"uk": "Реєстрація авто з Польщі", "de": "Auto aus Polen anmelden",
				},
				Documents: map[string][]string{
					"pl": {"wniosek o rejestrację", "umowa kupna lub faktura", "dowód rejestracyjny z ważnym badaniem", "tablice rejestracyjne", "dowód osobisty lub paszport", "ważne ubezpieczenie OC"},
					"en": {"application form", "contract or invoice", "registration card", "number plates", "your ID", "insurance"},
					"uk": {"заява", "договір або рахунок", "реєстраційний документ", "номерні знаки", "посвідчення особи", "страховка"},
					"de": {"Antrag", "Kaufvertrag oder Rechnung", "Zulassung", "Kennzeichen", "Ausweis", "Versicherung"},
				},
				Fees: []queue.Fee{{Min: 16000, Max: 16000, From: "2020-01-01"}, {Min: 6650, Max: 6650, From: "2020-01-01"}},
			},
			{
				ID: "D1", Kind: queue.KindTicket, Letter: "D",
				Name: queue.Words{"pl": "Wniosek o dowód osobisty", "en": "Apply for an ID card", "uk": "Заява на ID-картку", "de": "Personalausweis beantragen"},
				Documents: map[string][]string{
					"pl": {"zdjęcie 35 x 45 mm z ostatnich 6 miesięcy", "stary dowód lub paszport (nie mObywatel)", "przyjdź osobiście: odciski palców"},
					"en": {"photo 35x45 mm", "old ID card or passport"},
					"uk": {"фото 35x45 мм", "старе посвідчення або паспорт"},
					"de": {"Foto 35x45 mm", "alter Ausweis oder Pass"},
				},
				Fees: []queue.Fee{{From: "2020-01-01"}},
			},
			{
				ID: "U3", Kind: queue.KindTicket, Letter: "U", PayAt: 17,
				Name: queue.Words{
					"pl": "Zmiana imienia lub nazwiska osoby pełnoletniej albo małoletniego dziecka",
					"en": "Change of first name or surname of an adult or of a child who is a minor",
					"uk": "Зміна імені або прізвища повнолітньої особи чи неповнолітньої дитини",
					"de": "Namensänderung einer volljährigen Person oder eines minderjährigen Kindes",
				},
				Fees: []queue.Fee{{Min: 3700, Max: 3700, From: "2020-01-01"}},
			},
		},
		Counters: []queue.Counter{
			{N: 1, Zone: "west", Serves: []string{"P1"}}, {N: 2, Zone: "west", Serves: []string{"P1"}},
			{N: 3, Zone: "west", Serves: []string{"P1"}}, {N: 4, Zone: "west", Serves: []string{"P1"}},
			{N: 5, Zone: "west", Serves: []string{"P1"}}, {N: 6, Zone: "west", Serves: []string{"P1"}},
			{N: 17, Zone: "west"}, {N: 104, Room: "4", Zone: "west", Serves: []string{"P1"}},
			{N: 26, Zone: "east", Serves: []string{"D1"}}, {N: 27, Zone: "east", Serves: []string{"D1"}},
			{N: 105, Room: "5", Zone: "east", Serves: []string{"U3"}},
		},
		Hours: map[string]queue.Hours{"office": {}},
	}
}

const sampleURL = "https://kolejka.olszanow.pl/t/Jk3vQ9ZpT0aXw7LmB5rYcd"

func sampleTicket(t testing.TB, service, lang string) slip.Ticket {
	t.Helper()
	setup := sampleSetup()
	sv := setup.Service(service)
	if sv == nil {
		t.Fatalf("no service %s", service)
	}
	issued := time.Date(2026, 3, 12, 8, 14, 0, 0, time.UTC)
	tk := queue.Ticket{ID: 7, Day: "2026-03-12", Letter: sv.Letter, N: 27, Service: service, Lang: lang, Issued: issued}
	return slip.FromTicket(setup, tk, 6, queue.Range{Min: 15, Max: 25, Known: true}, sampleURL, issued)
}
