'use server';

import { action } from '@/lib/platform/action';
import { archiveTopic, createTopic, deleteTopic, restoreTopic, updateTopic } from '@/lib/topics';

export const createTopicAction = action(createTopic);
export const updateTopicAction = action(updateTopic);
export const archiveTopicAction = action(archiveTopic);
export const restoreTopicAction = action(restoreTopic);
export const deleteTopicAction = action(deleteTopic);
