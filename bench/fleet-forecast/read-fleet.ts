/** What a walk through all pages came to. */
export interface FleetWalk {
  readonly forecasts: number;
  readonly byVersion: number;
  readonly seconds: number;
  readonly pageMs: readonly number[];
}

interface FleetPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly {
    readonly forecast: { readonly mode?: string; readonly values?: readonly number[] };
  }[];
}

const FLEET = `query($first: Int!, $after: String, $horizon: Int!) {
  forecastFleet(first: $first, after: $after, horizon: $horizon) { pageInfo { hasNextPage endCursor }
    nodes { sensor { id tag } forecast { ... on Forecast { mode origin stepMs values bands { level lower upper } }
      ... on Error { code message } } } } }`;

/** Asks for every page of the fleet, one after the other, as a client does. */
export async function readFleet(
  url: string,
  first: number,
  horizon: number,
  progress: (forecasts: number) => void,
): Promise<FleetWalk> {
  const pageMs: number[] = [];
  let [forecasts, byVersion] = [0, 0];
  const beganMs = performance.now();
  for (let after: string | null = null; ; ) {
    const askedMs = performance.now();
    const page = await pageOf(url, { first, after, horizon });
    pageMs.push(performance.now() - askedMs);
    for (const { forecast } of page.nodes) {
      if (forecast.values?.length === horizon) forecasts++;
      if (forecast.mode === 'MODEL') byVersion++;
    }
    progress(forecasts);
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  return { forecasts, byVersion, seconds: (performance.now() - beganMs) / 1_000, pageMs };
}

async function pageOf(url: string, variables: object): Promise<FleetPage> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: FLEET, variables }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { forecastFleet: FleetPage };
    errors?: unknown;
  };
  if (!data) throw new Error(`The page was refused: ${JSON.stringify(errors)}`);
  return data.forecastFleet;
}
