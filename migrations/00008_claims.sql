-- +goose Up

-- The draw that the side to move could claim after an event; '': none.
alter table events add column claim text not null default '';

-- +goose Down
alter table events drop column claim;
