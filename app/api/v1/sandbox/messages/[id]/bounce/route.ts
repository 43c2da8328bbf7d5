import { bounceCaught } from '@/lib/sandbox';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: route(bounceCaught) });
