package store

import (
	"fmt"
	"reflect"
	"strings"
)

// columns are a table's columns, as named by the tags of a row type's fields. The
// statements that read and write the rows are derived from them.
type columns []string

func columnsOf[Row any]() columns {
	fields := reflect.VisibleFields(reflect.TypeFor[Row]())
	c := make(columns, len(fields))
	for i, f := range fields {
		if c[i] = f.Tag.Get("db"); c[i] == "" {
			panic(fmt.Sprintf("%s.%s has no column", reflect.TypeFor[Row](), f.Name)) // a row type is part of the program
		}
	}
	return c
}

// String returns the columns as SQL lists them.
func (c columns) String() string { return strings.Join(c, ", ") }

// insert returns the statement that adds a row. valuesOf returns its arguments.
func (c columns) insert(table string) string {
	places := make([]string, len(c))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	return fmt.Sprintf("insert into %s (%s) values (%s)", table, c, strings.Join(places, ", "))
}

// valuesOf returns the values of a row, in the order of its columns.
func valuesOf[Row any](row *Row) []any {
	fields := reflect.ValueOf(row).Elem()
	values := make([]any, fields.NumField())
	for i := range values {
		values[i] = fields.Field(i).Interface()
	}
	return values
}
