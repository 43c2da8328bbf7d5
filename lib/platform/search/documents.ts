import type { Row } from 'postgres';
