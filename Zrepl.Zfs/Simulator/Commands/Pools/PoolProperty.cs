using System.Globalization;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary>One property of a pool, native or <c>feature@name</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Column">Head of its column.</param>
/// <param name="DefaultValue">Value of a settable one that nobody set; null for a computed one.</param>
internal sealed record PoolProperty(string Name, string Column, string? DefaultValue = null)
{
    /// <summary>The visible native ones in print order.</summary>
    public static readonly PoolProperty[] Native =
    [
        new("size", "SIZE"), new("capacity", "CAP"), new("altroot", "ALTROOT", "-"), new("health", "HEALTH"), new("guid", "GUID"),
        new("version", "VERSION", "-"), new("bootfs", "BOOTFS", "-"), new("delegation", "DELEGATION", "on"), new("autoreplace", "REPLACE", "off"),
        new("cachefile", "CACHEFILE", "-"), new("failmode", "FAILMODE", "wait"), new("listsnapshots", "LISTSNAPS", "off"),
        new("autoexpand", "EXPAND", "off"), new("dedupratio", "DEDUP"), new("free", "FREE"), new("allocated", "ALLOC"),
        new("readonly", "RDONLY"), new("ashift", "ASHIFT", "0"), new("comment", "COMMENT", "-"), new("expandsize", "EXPANDSZ"), new("freeing", "FREEING"),
        new("fragmentation", "FRAG"), new("leaked", "LEAKED"), new("multihost", "MULTIHOST", "off"), new("checkpoint", "CKPOINT"),
        new("load_guid", "LOAD_GUID"), new("autotrim", "AUTOTRIM", "off"), new("compatibility", "COMPATIBILITY", "off"),
    ];

    private const string FeaturePrefix = "feature@";

    public bool IsFeature => Name.StartsWith(FeaturePrefix, StringComparison.Ordinal);

    public bool IsRightAligned => Name is "size" or "capacity" or "dedupratio" or "free" or "allocated" or "expandsize" or "freeing" or "fragmentation"
        or "leaked" or "checkpoint" or "ashift" or "version" or "guid" or "load_guid";

    /// <summary>Reads a list of names; null for <c>all</c>.</summary>
    public static List<PoolProperty>? ParseList(CommandCall call, string list)
    {
        if (list == "all") return null;
        return [.. list.Split(',').Select(word => Find(word) ?? throw Bad(call, $"invalid property '{word}'"))];
    }

    public static PoolProperty? Find(string word)
    {
        if (word == "name") return new("name", "NAME");
        if (word.StartsWith(FeaturePrefix, StringComparison.Ordinal)) return new(word, word.ToUpperInvariant());
        return Native.FirstOrDefault(property => property.Name == word || property.Column.Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The value with its source.</summary>
    public PropertyValue Read(Pool pool, bool isLiteral)
    {
        if (IsFeature)
            return pool.Features.TryGetValue(Name[FeaturePrefix.Length..], out var state) ? new(state, PropertySource.Local) : new("-");
        if (pool.Properties.TryGetValue(Name, out var set)) return new(set, PropertySource.Local);
        if (DefaultValue is not null) return new(DefaultValue, PropertySource.Default);
        var used = new SpaceAccounting().Used(pool.Root);
        return new(Name switch
        {
            "name" => pool.Name,
            "size" => Bytes(pool.Size),
            "allocated" => Bytes(used),
            "free" => Bytes(pool.Size - Math.Min(pool.Size, used)),
            "capacity" => $"{Math.Min(100, used * 100 / pool.Size)}{(isLiteral ? "" : "%")}",
            "fragmentation" => isLiteral ? "0" : "0%",
            "dedupratio" => isLiteral ? "1.00" : "1.00x",
            "health" => pool.Health.ToString().ToUpperInvariant(),
            "guid" or "load_guid" => pool.Guid.ToString(CultureInfo.InvariantCulture),
            "readonly" => pool.IsReadOnly ? "on" : "off",
            "freeing" or "leaked" => "0",
            _ => "-",
        });

        string Bytes(ulong number) => isLiteral ? number.ToString(CultureInfo.InvariantCulture) : NiceNumber.Count(number);
    }

    private static UsageException Bad(CommandCall call, string problem)
    {
        call.Fail("bad property list", problem);
        return new(null);
    }
}
