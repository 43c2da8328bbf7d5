drop function ensure_partitions(text, date, integer);
--> statement-breakpoint
drop function uuid_floor(timestamptz);
--> statement-breakpoint
drop function update_updated_at_column();
--> statement-breakpoint
drop function fold_text(text);
--> statement-breakpoint
drop extension unaccent;
--> statement-breakpoint
drop extension btree_gin;
--> statement-breakpoint
drop extension pg_trgm;
--> statement-breakpoint
drop extension "uuid-ossp";
