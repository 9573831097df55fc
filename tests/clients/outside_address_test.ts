import assert from "node:assert/strict";
import fc from "fast-check";
import { addressIn, isPublicAddress } from "../../clients/outside_address.ts";

/** Blocks that are not the public internet's (IANA's registries of special purposes, RFC 6890). */
const CLOSED_V4: [name: string, base: string, bits: number][] = [
  ["this network", "0.0.0.0", 8],
  ["private", "10.0.0.0", 8],
  ["shared by a provider's customers", "100.64.0.0", 10],
  ["loopback", "127.0.0.0", 8],
  ["link local, and the metadata of clouds", "169.254.0.0", 16],
  ["private", "172.16.0.0", 12],
  ["protocols", "192.0.0.0", 24],
  ["documentation", "192.0.2.0", 24],
  ["private", "192.168.0.0", 16],
  ["benchmarks", "198.18.0.0", 15],
  ["documentation", "198.51.100.0", 24],
  ["documentation", "203.0.113.0", 24],
  ["multicast", "224.0.0.0", 4],
  ["reserved, and broadcast", "240.0.0.0", 4],
];

const CLOSED_V6 = [
  ...["::", "::1", "fe80::1", "febf::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1"],
  // They carry an IPv4 address: mapped, compatible, 6to4, Teredo, NAT64.
  ...["::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "::7f00:1"],
  ...["2002:7f00:1::", "2002:5db8:d822::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ...["64:ff9b::7f00:1", "64:ff9b::5db8:d822", "64:ff9b:1::a00:1"],
  ...["2001:db8::1", "3fff::1", "3fff:fff::1", "100::1", "2001:2::1", "5f00::1", "4000::1"],
];

Deno.test("addresses of the public internet are public", () => {
  for (const address of ["93.184.216.34", "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1"]) {
    assert(isPublicAddress(address), address);
  }
  for (const address of ["2606:4700:4700::1111", "2a00:1450:4010::8a", "2001:4860:4860::8888"]) {
    assert(isPublicAddress(address), address);
  }
});

for (const [name, base, bits] of CLOSED_V4) {
  Deno.test(`no address of ${base}/${bits} is public: ${name}`, () => {
    const first = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    const last = first + 2 ** (32 - bits) - 1;
    const written = (value: number) =>
      [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (value) => {
        assert(!isPublicAddress(written(value)), written(value));
        assert(!isPublicAddress(`::ffff:${written(value)}`), `::ffff:${written(value)}`);
        assert(!isPublicAddress(`64:ff9b::${written(value)}`), `64:ff9b::${written(value)}`);
      }),
      { seed: 20261123, examples: [[first], [last]] },
    );
  });
}

Deno.test("no local, reserved or embedding address of IPv6 is public", () => {
  for (const address of CLOSED_V6) assert(!isPublicAddress(address), address);
});

Deno.test("outside of 2000::/3 nothing of IPv6 is public", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const address = groups.map((value) => value.toString(16)).join(":");
      if (isPublicAddress(address)) assert.equal(groups[0]! >> 13, 1, address);
    }),
    { seed: 20261123, numRuns: 500 },
  );
});

Deno.test("the machine that serves Azure's metadata is not public", () => {
  assert(!isPublicAddress("168.63.129.16"));
});

Deno.test("what is no plain address is not public", () => {
  for (const text of ["", "example.com", "fe80::1%eth0", "2606:4700::1%25eth0", "1.2.3.4.5"]) {
    assert(!isPublicAddress(text), text);
  }
});

Deno.test("the host of a URL is an address in whatever way it is written", () => {
  const written: [host: string, address: string | undefined][] = [
    ["2130706433", "127.0.0.1"],
    ["0x7f.1", "127.0.0.1"],
    ["0x7f000001", "127.0.0.1"],
    ["0177.0.0.1", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["127.0.0.1.", "127.0.0.1"],
    ["１２７.0.0.1", "127.0.0.1"],
    ["[::1]", "::1"],
    ["[0:0:0:0:0:ffff:7f00:1]", "::ffff:7f00:1"],
    ["example.com", undefined],
    ["0x7f.example.com", undefined],
  ];
  for (const [host, address] of written) {
    assert.equal(addressIn(new URL(`http://${host}/`)), address, host);
  }
});
