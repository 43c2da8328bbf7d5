drop index contacts_words;
--> statement-breakpoint
drop function search_query(text, text[]);
--> statement-breakpoint
drop function search_lexemes(text, text);
