/** What people call the networks that coins travel on. */
const NAMES: Record<string, string> = {
  arbitrum: "Arbitrum",
  avalanche: "Avalanche",
  bch: "Bitcoin Cash",
  bsc: "BNB Smart Chain, BEP-20",
  btc: "Bitcoin",
  dash: "Dash",
  doge: "Dogecoin",
  eth: "Ethereum, ERC-20",
  ltc: "Litecoin",
  polygon: "Polygon",
  sol: "Solana",
  ton: "TON",
  tron: "TRON, TRC-20",
  xmr: "Monero",
};

/** A network with its standard, as wallets name it; an unknown one as the processor writes it. */
export function networkName(network: string): string {
  return NAMES[network.toLowerCase()] ?? network.toUpperCase();
}

/** Only the first word of it, for a sentence. */
export const shortNetworkName = (network: string): string => networkName(network).split(",")[0]!;
