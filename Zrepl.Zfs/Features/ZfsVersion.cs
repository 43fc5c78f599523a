using System.Globalization;
using System.Text.RegularExpressions;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Features;

/// <summary>Version of one part of OpenZFS, such as <c>2.1.5-1ubuntu6~22.04.1</c>.</summary>
/// <param name="Number">The three numbers.</param>
/// <param name="Text">The whole version as printed, for display.</param>
public sealed record ZfsVersion(Version Number, string Text);

/// <summary>Versions of the commands and of the kernel module; for display and hints only (spec A10.5).</summary>
/// <param name="Userland">Of the commands; null if <c>zfs version</c> is unknown (FreeBSD 12, illumos).</param>
/// <param name="KernelModule">Of the module; null if it did not tell.</param>
public sealed record ZfsVersions(ZfsVersion? Userland, ZfsVersion? KernelModule)
{
    /// <summary>True if both are known and differ: an update without a reboot.</summary>
    public bool Differ => Userland is not null && KernelModule is not null && Userland.Text != KernelModule.Text;
}

/// <summary>Asks <c>zfs version</c>.</summary>
public sealed partial class ZfsVersionReader(IZfsCommandRunner runner)
{
    /// <summary>The versions, as far as they are told.</summary>
    public async Task<ZfsVersions> ReadAsync(CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs("version"), cancellation);
        ZfsVersion? userland = null, module = null;
        foreach (var line in result.OutputText.Split('\n'))
        {
            if (VersionLine().Match(line) is not { Success: true } match) continue;
            var number = new Version(Number(match, "major"), Number(match, "minor"), Number(match, "patch"));
            var version = new ZfsVersion(number, match.Groups["text"].Value);
            if (match.Groups["kmod"].Success) module = version;
            else userland = version;
        }

        return new(userland, module);
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^zfs-(?<kmod>kmod-)?(?<text>(?<major>\d{1,4})\.(?<minor>\d{1,4})\.(?<patch>\d{1,4}).*)$")]
    private static partial Regex VersionLine();
}
