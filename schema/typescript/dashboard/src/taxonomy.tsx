import type { Taxonomy } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { useCall } from "./hooks.js";

const Known = createContext<Taxonomy | undefined>(undefined);

/** Loads the exams with their skills once, for everything below it. */
export function TaxonomyProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const { result, run } = useCall<Taxonomy>();
  useEffect(() => {
    run(() => client.question.taxonomy());
  }, [client, run]);
  return <Known.Provider value={result}>{children}</Known.Provider>;
}

/** The exams, once they are there. */
export const useTaxonomy = () => useContext(Known);

/** The function that gives codes of sections and skills their names. */
export function useNames(): (code: string) => string {
  const sections = useTaxonomy()?.exams.flatMap((exam) => exam.sections) ?? [];
  const skills = sections.flatMap(({ domains }) => domains.flatMap((domain) => domain.skills));
  return (code) => [...sections, ...skills].find((one) => one.code === code)?.name ?? code;
}
