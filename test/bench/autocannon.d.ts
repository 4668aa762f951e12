/** What the benches use of autocannon, which comes without types. */
declare module "autocannon" {
  export default function autocannon(options: {
    url: string;
    connections: number;
    duration: number;
  }): Promise<{ non2xx: number; errors: number; duration: number; requests: { average: number; total: number } }>;
}
