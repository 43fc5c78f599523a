using System.Diagnostics;
using System.Security.Cryptography;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>Two network namespaces with one cable between them that can be cut. Needs root and the program <c>ip</c>.</summary>
internal sealed class TwoNetworks : IAsyncDisposable
{
    public const string LeftAddress = "10.199.0.1";
    public const string RightAddress = "10.199.0.2";

    private const string Interface = "cable";

    private static readonly string[] Programs = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"];

    private TwoNetworks(string unique) => (Left, Right) = ($"zrepl-{unique}-l", $"zrepl-{unique}-r");

    /// <summary>Why there can be none on this machine, or null.</summary>
    public static string? UnavailableBecause =>
        Environment.UserName != "root" ? "making networks needs root"
        : Programs.Any(File.Exists) ? null
        : "there is no program ip (of the package iproute2)";

    /// <summary>Name of the one namespace.</summary>
    public string Left { get; }

    /// <summary>Name of the other.</summary>
    public string Right { get; }

    public static async Task<TwoNetworks> CreateAsync()
    {
        var networks = new TwoNetworks(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3)));
        foreach (var name in new[] { networks.Left, networks.Right }) await IpAsync("netns", "add", name);
        await IpAsync("-n", networks.Left, "link", "add", Interface, "type", "veth", "peer", "name", Interface, "netns", networks.Right);
        foreach (var (name, address) in new[] { (networks.Left, LeftAddress), (networks.Right, RightAddress) })
        {
            await IpAsync("-n", name, "link", "set", "lo", "up");
            await IpAsync("-n", name, "addr", "add", $"{address}/24", "dev", Interface);
            await IpAsync("-n", name, "link", "set", Interface, "up");
        }

        return networks;
    }

    /// <summary>Packets vanish without a word, in both directions.</summary>
    public Task CutAsync() => IpAsync("-n", Left, "link", "set", Interface, "down");

    public Task MendAsync() => IpAsync("-n", Left, "link", "set", Interface, "up");

    public async ValueTask DisposeAsync()
    {
        foreach (var name in new[] { Left, Right }) await IpAsync("netns", "delete", name);
    }

    /// <summary>The words before a command line that make it run in a namespace.</summary>
    public static string[] Entry(string network) => ["nsenter", $"--net=/run/netns/{network}"];

    private static async Task IpAsync(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!; // not a shell command
        var errors = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        Assert.True(ip.ExitCode == 0, $"ip {string.Join(' ', arguments)}: {errors}");
    }
}
