package static

import (
	"testing"

	"kibitz/static/words"
)

func BenchmarkBundle(b *testing.B) {
	for _, name := range append([]string{"css/page/game.css"}, roots...) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := makeBundle(embedded, name, words.English); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("none, at the start", func(b *testing.B) {
		for b.Loop() {
			if _, err := read(embedded, words.All...); err != nil {
				b.Fatal(err)
			}
		}
	})
}
