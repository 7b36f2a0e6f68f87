-- +goose Up

-- A game that was read from a PGN file: its tags, its movetext with comments and
-- variations, and the comments by ply. Its players are names in the tags, and
-- have no rows of their own.
alter table games add column source jsonb; -- null: a game that was played here

-- +goose Down
-- Games without players cannot be told from others that way.
delete from games where source is not null;
alter table games drop column source;
