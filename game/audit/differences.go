package audit

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// differences tells each field in which two structs differ, by name, as in
// "clock.white.left is 2m58s, want 2m59s". kept and want are pointers to structs of
// one type. Fields that are added to the type later are compared, too.
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

// dot separates the names of a field and of one in it.
func dot(path string) string {
	if path == "" || strings.HasSuffix(path, " ") {
		return ""
	}
	return "."
}

// shown quotes texts, so that an empty one is seen.
func shown(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return fmt.Sprintf("%q", v.String())
	}
	return fmt.Sprint(v.Interface())
}

// text is a time as fine as it is kept, or none.
func text(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	return at.UTC().Format(time.RFC3339Nano)
}
