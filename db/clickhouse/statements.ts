/** One change of the ClickHouse schema. Never edit one that has shipped: append another. */
export interface ClickhouseMigration {
  name: string;
  statements: string[];
}

// A repeated batch is dropped by its token only where a window remembers it: on the table and on each view's own table.
const window = 'non_replicated_deduplication_window = 10000';

export const clickhouseMigrations: readonly ClickhouseMigration[] = [
  {
    name: '0001_analytics_events',
    statements: [
      `create table if not exists analytics_events (
        id UUID,
        tenant_id String,
        event_type LowCardinality(String),
        entity_type LowCardinality(String),
        entity_id String,
        channel LowCardinality(String),
        contact_id Nullable(String),
        user_id Nullable(String),
        source_type LowCardinality(String),
        source_id Nullable(String),
        campaign_id Nullable(String),
        workflow_id Nullable(String),
        sequence_id Nullable(String),
        template_id Nullable(String),
        metadata String,
        occurred_at DateTime64(3),
        ingested_at DateTime64(3) default now64(3)
      )
      engine = MergeTree()
      partition by toYYYYMM(occurred_at)
      order by (tenant_id, event_type, occurred_at, id)
      ttl occurred_at + interval 2 year
      settings index_granularity = 8192, ${window}`,
      `create materialized view if not exists mv_daily_message_summary
      engine = SummingMergeTree()
      partition by toYYYYMM(date)
      order by (tenant_id, date, channel, event_type)
      settings ${window}
      as select
        tenant_id,
        toDate(occurred_at) as date,
        channel,
        event_type,
        count() as count
      from analytics_events
      where entity_type = 'message'
      group by tenant_id, date, channel, event_type`,
    ],
  },
  {
    name: '0002_people_since',
    statements: [
      `create table if not exists people_since (since Date) engine = MergeTree() order by since`,
      // Days that have begun were told by hits. A new store has none, and counts people from its first day.
      `insert into people_since
      select if((select count() from analytics_events) = 0, toDate('1970-01-01'), toDate(now('UTC')) + 1) from numbers(1)
      where (select count() from people_since) = 0`,
    ],
  },
  {
    // Kept by the store for each part of the table, so right whenever rows come; parts without them are read row by row.
    name: '0003_quarters',
    statements: [
      // Days of every zone begin with a quarter of an hour.
      `alter table analytics_events add projection if not exists quarters (
        select tenant_id, toStartOfFifteenMinutes(occurred_at), entity_type, event_type, channel, count()
        group by tenant_id, toStartOfFifteenMinutes(occurred_at), entity_type, event_type, channel
      )`,
      `alter table analytics_events add projection if not exists newest (
        select tenant_id, max(occurred_at), count() group by tenant_id
      )`,
      // What stands already is counted in the background.
      `alter table analytics_events materialize projection quarters, materialize projection newest settings mutations_sync = 0`,
    ],
  },
  {
    // The same for the numbers of one campaign: apart, so that those of all of them read as little as before.
    name: '0004_campaign_quarters',
    statements: [
      `alter table analytics_events add projection if not exists campaign_quarters (
        select tenant_id, campaign_id, toStartOfFifteenMinutes(occurred_at), entity_type, event_type, channel, count()
        group by tenant_id, campaign_id, toStartOfFifteenMinutes(occurred_at), entity_type, event_type, channel
      )`,
      `alter table analytics_events materialize projection campaign_quarters settings mutations_sync = 0`,
    ],
  },
];
