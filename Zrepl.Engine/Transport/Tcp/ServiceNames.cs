using System.Globalization;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>Names of ports as the system knows them.</summary>
internal static class ServiceNames
{
    private const string File = "/etc/services"; // lines such as: http  80/tcp  www  # comment

    /// <summary>The TCP port of a service, or null.</summary>
    public static int? PortOf(string service) => System.IO.File.Exists(File) ? PortOf(service, System.IO.File.ReadLines(File)) : null;

    internal static int? PortOf(string service, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !words[1].EndsWith("/tcp", StringComparison.Ordinal)) continue;
            if (!words.Where((_, i) => i != 1).Contains(service, StringComparer.Ordinal)) continue;
            return int.Parse(words[1][..^4], CultureInfo.InvariantCulture);
        }

        return null;
    }
}
