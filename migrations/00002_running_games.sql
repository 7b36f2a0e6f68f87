-- +goose Up

-- The list of live boards: running games, the latest move first.
create index games_running on games (updated_at desc) where status = 'playing';

-- +goose Down
drop index games_running;
