namespace Zrepl.Tests.Support.Wire;

/// <summary>Bytes of hostile peers, kept in Fixtures/wire-fuzz, and changes of them that follow from a seed.</summary>
internal static class FuzzCorpus
{
    private static readonly uint[] Interesting = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x0100_0000, 0x1000_0000, 0x0002_0000, 5, 65537];

    /// <summary>Names of the seeds for one place, without the extension.</summary>
    public static IEnumerable<string> Names(params string[] places) =>
        Directory.EnumerateFiles(Folder, "*.hex").Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => places.Any(place => name.StartsWith(place + "-", StringComparison.Ordinal))).Order(StringComparer.Ordinal);

    public static byte[] Load(string name) =>
        WireReading.Hex(string.Concat(File.ReadLines(Path.Combine(Folder, name + ".hex")).Where(line => !line.StartsWith('#'))));

    /// <summary>Something like these bytes.</summary>
    public static byte[] Mutate(byte[] bytes, Random random)
    {
        var changed = bytes.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(changed.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < changed.Count: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: changed.RemoveRange(at, random.Next(Math.Min(64, changed.Count - at) + 1)); break;
                case 2: changed.InsertRange(at, Some(random, 16)); break;
                case 3: changed.InsertRange(at, changed.GetRange(at, Math.Min(32, changed.Count - at))); break;
                case 4 when at + 4 <= changed.Count:
                    var number = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder((int)Interesting[random.Next(Interesting.Length)]));
                    for (var i = 0; i < 4; i++) changed[at + i] = number[i];
                    break;
                default: changed.RemoveRange(at, changed.Count - at); break;
            }
        }

        return [.. changed];
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "wire-fuzz");

    private static byte[] Some(Random random, int most)
    {
        var some = new byte[random.Next(1, most)];
        random.NextBytes(some);
        return some;
    }
}
