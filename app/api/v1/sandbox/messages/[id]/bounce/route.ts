import { bounceCaught } from '@/lib/sandbox';
import { route } from '@/lib/platform/route';

export const POST = route(bounceCaught);
