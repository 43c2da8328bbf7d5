const keyword = { keyword: { type: 'keyword', ignore_above: 512 } } as const;
const typed = (name: string, mapping: Record<string, unknown>) => ({
  [`attributes_${name}`]: { path_match: `attributes.${name}.*`, mapping },
});

/** The contacts index. `folded` holds all that a person may type, `sort_name` what lists are sorted by. */
export const contactIndexBody = (shards: number, replicas: number) => ({
  settings: {
    number_of_shards: shards,
    number_of_replicas: replicas,
    // Keys are the tenants' own; past the limit they are kept with the document and not indexed, instead of refusing it.
    'index.mapping.total_fields.limit': 5000,
    'index.mapping.total_fields.ignore_dynamic_beyond_limit': true,
    analysis: {
      analyzer: {
        email_analyzer: { type: 'custom' as const, tokenizer: 'uax_url_email', filter: ['lowercase'] },
        folded: { type: 'custom' as const, tokenizer: 'standard', filter: ['lowercase', 'asciifolding'] },
      },
      normalizer: { folded: { type: 'custom' as const, filter: ['lowercase', 'asciifolding'] } },
    },
  },
  mappings: {
    dynamic: 'strict' as const,
    dynamic_templates: [
      typed('text', { type: 'keyword', ignore_above: 1024 }),
      typed('num', { type: 'double', ignore_malformed: true }),
      typed('date', { type: 'date', format: 'strict_date_optional_time', ignore_malformed: true }),
      typed('bool', { type: 'boolean' }),
    ],
    properties: {
      tenant_id: { type: 'keyword' },
      id: { type: 'keyword' },
      first_name: { type: 'text', fields: keyword, copy_to: 'folded' },
      last_name: { type: 'text', fields: keyword, copy_to: 'folded' },
      display_name: { type: 'text', copy_to: ['folded', 'sort_name'] },
      email: { type: 'text', analyzer: 'email_analyzer', fields: keyword, copy_to: 'folded' },
      phone: { type: 'keyword', copy_to: 'folded' },
      external_id: { type: 'keyword', copy_to: 'folded' },
      status: { type: 'keyword' },
      tags: { type: 'keyword' },
      attributes: {
        type: 'object',
        dynamic: true,
        properties: {
          text: { type: 'object', dynamic: true },
          num: { type: 'object', dynamic: true },
          date: { type: 'object', dynamic: true },
          bool: { type: 'object', dynamic: true },
        },
      },
      created_at: { type: 'date' },
      updated_at: { type: 'date' },
      folded: { type: 'text', analyzer: 'folded', index_prefixes: { min_chars: 1, max_chars: 10 } },
      sort_name: { type: 'keyword', normalizer: 'folded' },
    },
  },
});
