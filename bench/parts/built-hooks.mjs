const source = /\/packages\/(server|sdk)\/src\/(.+)\.ts$/;

/** Leads from a source to its build. */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  return { ...found, url: found.url.replace(source, '/packages/$1/dist/$2.js') };
}
