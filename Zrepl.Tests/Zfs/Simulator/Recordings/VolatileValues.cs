using System.Text.RegularExpressions;
using Zrepl.Zfs.ResumeTokens;

namespace Zrepl.Tests.Zfs.Simulator.Recordings;

/// <summary>
/// Replaces what differs between two machines (guids, transaction groups, dates, sizes on disk, tokens) by words. Everything else must agree
/// to the letter.
/// </summary>
internal static partial class VolatileValues
{
    private static readonly HashSet<string> Properties =
    [
        "guid", "createtxg", "creation", "used", "available", "avail", "referenced", "refer", "written", "logicalused", "logicalreferenced", "objsetid",
        "usedbydataset", "usedbychildren", "usedbysnapshots", "usedbyrefreservation", "compressratio", "refcompressratio", "snapshots_changed",
        "keyguid", "ivsetguid", "refreservation", "size", "allocated", "alloc", "free", "unique",
    ];

    /// <summary>Makes an answer comparable.</summary>
    public static string Normalize(string[] argv, string text)
    {
        text = HoldDate().Replace(text, "<date>");
        text = Token().Replace(text, match => ResumeTokenDecoder.TryDecode(match.Value, out var token, out _)
            ? $"<token of {token!.ToName} from={token.FromGuid is not null} {token.LargeBlockOk} {token.EmbedOk} {token.CompressOk} {token.RawOk}>" : match.Value);
        if (argv is not ["zfs" or "zpool", var verb, ..]) return text;
        return verb switch
        {
            "get" or "list" when !IsScripted(argv) => ForPeople(text),
            "get" => string.Join('\n', text.Split('\n').Select(line => OfGetLine(argv, line))),
            "list" => string.Join('\n', text.Split('\n').Select(line => OfListLine(argv, line))),
            "send" => Size().Replace(SourceGuid().Replace(TokenBlock().Replace(text, "$1 = <number>"), "<guid>"), "<size>"),
            "recv" or "receive" => Received().Replace(text, "received <size> stream"),
            "destroy" => InOneOrder(Reclaim().Replace(text, "$1<size>")),
            "mount" => string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal)),
            "holds" => InOneOrder(Seconds().Replace(text, "\t<date>")),
            "version" or "--version" or "-V" => VersionSuffix().Replace(text, ""),
            _ => text,
        };
    }

    /// <summary>The first resume token in a text, or null.</summary>
    public static string? TokenIn(string text) => Token().Match(text) is { Success: true } match ? match.Value : null;

    private static bool IsScripted(string[] argv) => argv.Any(word => word.StartsWith('-') && !word.StartsWith("--", StringComparison.Ordinal) && word.Contains('H'));

    // Tables: numbers and the blanks that align them are other ones; JSON likewise.
    private static string ForPeople(string text) => Blanks().Replace(Number().Replace(text, "<number>"), " ");

    // Errors of several snapshots, and holds, come in the order of a hash table of the kernel.
    private static string InOneOrder(string text)
    {
        var lines = text.Split('\n');
        return lines.All(line => line.Length == 0 || line.StartsWith("NAME ", StringComparison.Ordinal) || line.Contains("<date>", StringComparison.Ordinal) || line.StartsWith("cannot destroy snapshot ", StringComparison.Ordinal))
            ? string.Join('\n', lines.Order(StringComparer.Ordinal)) : text;
    }

    private static string OfGetLine(string[] argv, string line)
    {
        var cells = line.Split('\t');
        var columns = Option(argv, "-o")?.Split(',') ?? ["name", "property", "value", "source"];
        if (columns is ["all"]) columns = ["name", "property", "value", "received", "source"];
        var (property, value) = (Array.IndexOf(columns, "property"), Array.IndexOf(columns, "value"));
        if (cells.Length != columns.Length || value < 0 || property < 0) return line;
        if ((Properties.Contains(cells[property]) || cells[property].StartsWith("written", StringComparison.Ordinal) || cells[property].Contains("used@", StringComparison.Ordinal)) && cells[value] != "-") cells[value] = $"<{cells[property]}>";
        return string.Join('\t', cells);
    }

    private static string OfListLine(string[] argv, string line)
    {
        var columns = (Option(argv, "-o") ?? "name,used,available,referenced,mountpoint").Split(',');
        var cells = line.Split('\t');
        if (cells.Length < columns.Length) return line;
        var surplus = cells.Length - columns.Length; // a TAB in a user property
        for (var i = 0; i < cells.Length; i++)
            if (Properties.Contains(columns[Math.Max(0, i - surplus)].ToLowerInvariant()) && cells[i] != "-" && char.IsDigit(cells[i].FirstOrDefault())) cells[i] = "<number>";
        return string.Join('\t', cells);
    }

    // "-o name", "-oname" and "-Hpo name" all name the columns.
    private static string? Option(string[] argv, string option)
    {
        for (var i = 2; i < argv.Length - 1; i++)
            if (argv[i] == option || (argv[i].StartsWith('-') && !argv[i].StartsWith("--", StringComparison.Ordinal) && argv[i].EndsWith('o'))) return argv[i + 1];
        return null;
    }

    [GeneratedRegex(@"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d [ \d]\d:\d\d(:\d\d)? \d{4}\b")]
    private static partial Regex HoldDate();

    [GeneratedRegex("1-[0-9a-f]+-[0-9a-f]+-789c[0-9a-f]+")]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<![A-Za-z@/_:])\d+(\.\d+)?[KMGTBx]?(?![A-Za-z_])")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<=\t|size is |size\t)[0-9][0-9.]*[KMGTPEB]?(?=\n)")]
    private static partial Regex Size();

    [GeneratedRegex("(?<=incremental source )0x[0-9a-f]+")]
    private static partial Regex SourceGuid();

    [GeneratedRegex(@"(\t(?:fromguid|object|offset|bytes|toguid)) = 0x[0-9a-f]+")]
    private static partial Regex TokenBlock();

    [GeneratedRegex(@"((?:reclaim\t|reclaim ))[0-9.]+[KMGB]?")]
    private static partial Regex Reclaim();

    [GeneratedRegex(@"received [0-9.]+[KMGB]? stream in [0-9.]+ seconds \([0-9.]+[KMGB]?/sec\)")]
    private static partial Regex Received();

    [GeneratedRegex(@"\t\d{10}(?=\n)")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"(?<=\d\.\d+\.\d+)-[^\n]*")]
    private static partial Regex VersionSuffix();
}
