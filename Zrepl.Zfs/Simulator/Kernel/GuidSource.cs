namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>
/// Guids from a seed and the number of what they are for. Object set numbers are never used twice, so no state has to be kept
/// and the same story gives the same guids.
/// </summary>
internal static class GuidSource
{
    /// <summary>The guid of object set <paramref name="number"/> of a pool; never 0.</summary>
    public static ulong Draw(ulong seed, string pool, ulong number)
    {
        var mixed = seed;
        foreach (var character in pool) mixed = Mix(mixed ^ character);
        mixed = Mix(mixed + number * 0x9E3779B97F4A7C15);
        return mixed == 0 ? 1 : mixed;
    }

    /// <summary>SplitMix64: every bit of the input changes about half of the output's.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
