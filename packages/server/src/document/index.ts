export { eraseDocument } from './erase.ts';
export { prepareUpload, type Upload } from './prepare.ts';
export { getDocument, listChunks, listDocuments } from './read.ts';
export { saveDocument } from './save.ts';
export { uploadDocument } from './upload.ts';
