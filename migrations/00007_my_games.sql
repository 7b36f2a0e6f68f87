-- +goose Up

-- The games of a player, the newest first, read in pages.
create index games_of_white on games (white_id, created_at desc, id desc) where white_id is not null;
create index games_of_black on games (black_id, created_at desc, id desc) where black_id is not null;

-- +goose Down
drop index games_of_white;
drop index games_of_black;
