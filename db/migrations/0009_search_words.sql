-- version: 0.5.0
-- Search asks for the beginnings of a tenant's own words first. A trigram that many share has to be read whole to find the
-- few who have the rest too; here only the entries that begin with what was typed are read, and only the tenant's.
create function search_lexemes(tenant text, folded text) returns tsvector language sql immutable strict parallel safe cost 100
  -- Words as they stand, the domain of an address, and words without the signs around and within them. Parted by a sign that
  -- no space was; none is empty, which a tsvector refuses. The widest column fits a lexeme's 2 kB.
  return array_to_tsvector(array_remove(string_to_array(tenant || ' ' || replace(
    folded || ' ' || split_part(folded, '@', -1)
      || case when folded ~ '[-''"()\[\]/,;&\n\r\t]' then ' ' || translate(folded, E'-''"()[]/,;&\n\r\t', '              ') else '' end,
    ' ', E'\x1f' || tenant || ' '), E'\x1f'), ''));
--> statement-breakpoint
create function search_query(tenant text, words text[]) returns tsquery language sql immutable strict parallel safe
  return (select string_agg('''' || replace(replace(tenant || ' ' || public.fold_text(left(word, 100)), '\', '\\'), '''', '''''') || ''':*', ' & ')
    from unnest(words) as word)::tsquery;
--> statement-breakpoint
create index contacts_words on contacts using gin (search_lexemes(tenant_id, search_text)) where deleted_at is null;
--> statement-breakpoint
-- What is known of an index on words is of no use to any plan, and gathering it would read every word of the sample.
alter index contacts_words alter column 1 set statistics 0;
