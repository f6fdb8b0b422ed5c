import { expect, it } from '@jest/globals';
import { projectOf } from './project.js';

it.each([
  ['{"document_type_id":17,"guid":"g"}', { projectId: '17', guid: 'g' }],
  ['{"document_type_id":" 17 "}', { projectId: '17', guid: null }],
  ['{"document_type_id":9007199254740993,"guid":9007199254740995}', { projectId: '9007199254740993', guid: '9007199254740995' }],
  ['{"document_type_id":12345678901234567890123,"guid":null}', { projectId: '12345678901234567890123', guid: null }],
])('%s is a project, digit by digit', (text, project) => {
  expect(projectOf(text)).toEqual(project);
});

it.each(['', '[]', '{}', '{"document_type_id":null}', '{"document_type_id":"a\\nb"}', '{"document_type_id":1e300}'])('%s is none', (text) => {
  expect(projectOf(text)).toBeUndefined();
});
