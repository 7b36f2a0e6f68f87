-- +goose Up

-- When a server was last there: one row. The time in which none was is given
-- back to the clocks.
create table alive (
	one boolean primary key default true check (one),
	at  timestamptz not null,
	by  text not null default '' -- which server
);
insert into alive (at) values (now());

-- +goose Down
drop table alive;
