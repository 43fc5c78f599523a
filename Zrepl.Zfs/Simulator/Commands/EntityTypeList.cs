using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>The argument of <c>-t</c> and of <c>-d</c>.</summary>
internal static class EntityTypeList
{
    public static EntityTypes Parse(string list)
    {
        var types = EntityTypes.None;
        foreach (var word in list.Split(','))
            types |= word switch
            {
                "filesystem" or "fs" => EntityTypes.Filesystem,
                "volume" or "vol" => EntityTypes.Volume,
                "snapshot" or "snap" => EntityTypes.Snapshot,
                "bookmark" => EntityTypes.Bookmark,
                "all" => EntityTypes.Everything,
                _ => throw new UsageException($"invalid type '{word}'"),
            };
        return types;
    }

    public static int ParseDepth(string text)
    {
        if (!int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var depth)) throw new UsageException($"{text} is not an integer");
        return depth >= 0 ? depth : throw new UsageException("Depth can not be negative.");
    }
}
