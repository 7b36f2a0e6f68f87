package audit

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// differences reports each field in which two structs differ, by name, as in
// "clock.white.left is 2m58s, want 2m59s". kept and want are pointers to structs of
// the same type. Fields added to the type later are compared, too.
func differences(path string, kept, want any, tell func(string)) {
	walk(path, reflect.ValueOf(kept).Elem(), reflect.ValueOf(want).Elem(), tell)
}

func walk(path string, kept, want reflect.Value, tell func(string)) {
	if at, ok := kept.Interface().(time.Time); ok {
		if then := want.Interface().(time.Time); !at.Equal(then) {
			tell(fmt.Sprintf("%s is %s, want %s", path, text(at), text(then)))
		}
		return
	}
	switch kept.Kind() {
	case reflect.Struct:
		for i := range kept.NumField() {
			name := strings.ToLower(kept.Type().Field(i).Name)
			walk(path+dot(path)+name, kept.Field(i), want.Field(i), tell)
		}
	case reflect.Slice, reflect.Pointer:
		if !reflect.DeepEqual(kept.Interface(), want.Interface()) {
			tell(path + " is not what it follows from")
		}
	default:
		if !kept.Equal(want) {
			tell(fmt.Sprintf("%s is %s, want %s", path, shown(kept), shown(want)))
		}
	}
}

// dot joins the names of a field and of one inside it.
func dot(path string) string {
	if path == "" || strings.HasSuffix(path, " ") {
		return ""
	}
	return "."
}

// shown formats a value. It quotes strings, so that an empty one is visible.
func shown(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return fmt.Sprintf("%q", v.String())
	}
	return fmt.Sprint(v.Interface())
}

// text formats a time as precisely as it is stored, or as none.
func text(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	return at.UTC().Format(time.RFC3339Nano)
}
