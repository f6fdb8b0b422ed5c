import { expect, it } from '@jest/globals';
import { updateDocumentRequest } from './update-document.request.js';

const WHY = 'is larger than a number in JSON can tell exactly: send the id as a string';

it.each([
  [17, '17'],
  [0, '0'],
  [9_007_199_254_740_991, '9007199254740991'],
  ['9007199254740993', '9007199254740993'],
  ['a-b', 'a-b'],
])('The id %j is %j', (sent, id) => {
  expect(updateDocumentRequest.parse(news(sent))).toMatchObject({ eigen_project_id: id, eigen_document_id: id });
});

it.each(['9007199254740992', '9007199254740993', '-9007199254740993', '1e300'])('The number %s is refused as an id, for it may have been another one', (digits) => {
  const { error } = updateDocumentRequest.safeParse(news(JSON.parse(digits)));
  expect(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([`eigen_document_id ${WHY}`, `eigen_project_id ${WHY}`]);
});

it('What is neither text nor a number is refused by what could be there', () => {
  const { error } = updateDocumentRequest.safeParse({ ...news({ id: 1 }), start_time: true });
  expect(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
    'eigen_document_id must be text or a number',
    'eigen_project_id must be text or a number',
    'start_time must be seconds since 1970, as a number or text, or ISO 8601 with an offset',
  ]);
});

const news = (id: unknown) => ({ document_name: 'a', eigen_document_id: id, eigen_project_id: id, benchmark_host_name: 'h', start_time: 1 });
