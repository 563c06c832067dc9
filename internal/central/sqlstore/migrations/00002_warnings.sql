-- +goose Up
alter table nodes add column warnings text not null default '[]'; -- what the node said is wrong with it, at its last hello: JSON

-- +goose Down
alter table nodes drop column warnings;
