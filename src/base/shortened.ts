/** Long text without its middle: a name may be megabytes long, and what begins and ends it says which it is. */
export function shortened(text: string, most: number): string {
  // A text put together by a template is a tree of its parts until somebody asks for one of its characters (V8).
  text.charCodeAt(0);
  if (text.length <= most) return text;
  const half = Math.max(0, Math.floor((most - mark.length) / 2));
  return text.slice(0, half) + mark + text.slice(text.length - half);
}

const mark = " ... ";
