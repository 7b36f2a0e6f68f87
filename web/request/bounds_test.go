package request

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// A body full of fields.
func TestFieldsAreBounded(t *testing.T) {
	var form strings.Builder
	for i := 0; form.Len() < MaxBody-16; i++ {
		fmt.Fprintf(&form, "%d&", i)
	}
	r := httptest.NewRequest("POST", "/games", strings.NewReader(form.String()))
	r.Header.Set("Content-Type", TypeForm)
	f, _ := ReadFields(r)
	if len(f) > maxFields {
		t.Errorf("%d fields are kept, want at most %d", len(f), maxFields)
	}
}
