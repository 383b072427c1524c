const names: Readonly<Record<string, string>> = {
  'text/markdown': 'Markdown',
  'text/plain': 'Text',
  'text/html': 'HTML',
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
};

/** A media type as people call it. */
export function typeName(mediaType: string): string {
  return names[mediaType] ?? mediaType;
}
