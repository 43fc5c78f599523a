using System.Diagnostics;
using System.Globalization;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>A real sshd, in a network of its own if there is one, whose clients can do nothing but run <c>zrepl stdinserver</c>.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/sshd"; // insists on being called by its full path
    private const int Port = 2222;

    private readonly string _directory;
    private readonly string _address;
    private readonly string _configuration;
    private Process? _sshd;

    private SshServer(string directory, string address, string zreplConfiguration) =>
        (_directory, _address, _configuration) = (directory, address, zreplConfiguration);

    /// <summary>Why there can be none on this machine, or null.</summary>
    public static string? UnavailableBecause => File.Exists(Program) ? null : $"there is no {Program} (of the package openssh-server); scripts/zfs-vm has one";

    /// <summary>Begins to listen.</summary>
    /// <param name="directory">For its keys.</param>
    /// <param name="network">Its namespace, or null for that of the test.</param>
    /// <param name="address">Its address there.</param>
    /// <param name="zreplConfiguration">What <c>zrepl stdinserver</c> reads.</param>
    public static async Task<SshServer> StartAsync(string directory, string? network, string address, string zreplConfiguration)
    {
        Directory.CreateDirectory("/run/sshd"); // where it locks itself in
        var server = new SshServer(directory, address, zreplConfiguration);
        var hostKey = await server.MakeKeyAsync("hostkey");
        await File.WriteAllTextAsync(server.At("known_hosts"), string.Create(CultureInfo.InvariantCulture, $"[{address}]:{Port} {hostKey}\n"));
        await File.WriteAllTextAsync(server.At("authorized_keys"), "");
        await File.WriteAllTextAsync(server.At("sshd_config"), string.Create(CultureInfo.InvariantCulture, $"""
            Port {Port}
            ListenAddress {address}
            HostKey {server.At("hostkey")}
            AuthorizedKeysFile {server.At("authorized_keys")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin yes
            MaxStartups 100

            """));
        string[] command = [.. network is null ? [] : TwoNetworks.Entry(network), Program, "-D", "-e", "-f", server.At("sshd_config")];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true };
        server._sshd = Process.Start(start)!; // not a shell command
        var line = await server._sshd.StandardError.ReadLineAsync();
        Assert.True(line?.StartsWith("Server listening", StringComparison.Ordinal), $"sshd: {line}");
        _ = server._sshd.StandardError.BaseStream.CopyToAsync(Stream.Null); // it must never wait for us
        return server;
    }

    /// <summary>Makes a key for a client, and the <c>connect</c> section that uses it.</summary>
    /// <param name="identity">Its name.</param>
    /// <param name="program">The zrepl that is run for it; null: ours.</param>
    public async Task<string> AddClientAsync(string identity, string? program = null)
    {
        var key = await MakeKeyAsync(identity);
        var command = $"env DOTNET_ROOT='{ZreplProgram.DotnetRoot}' '{program ?? ZreplProgram.Path}' stdinserver '{identity}' --config '{_configuration}'";
        await File.AppendAllTextAsync(At("authorized_keys"), $"command=\"{command}\",restrict {key}\n");
        return $$"""
            {type: ssh+stdinserver, host: "{{_address}}", port: {{Port}}, user: root, identity_file: "{{At(identity)}}", dial_timeout: 60s,
                        options: ["UserKnownHostsFile={{At("known_hosts")}}"]}
            """;
    }

    public async ValueTask DisposeAsync()
    {
        if (_sshd is null) return;
        _sshd.Kill(entireProcessTree: true);
        await _sshd.WaitForExitAsync();
        _sshd.Dispose();
    }

    private string At(string file) => Path.Combine(_directory, file);

    private async Task<string> MakeKeyAsync(string name)
    {
        using var keygen = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", At(name)]);
        await keygen.WaitForExitAsync();
        Assert.Equal(0, keygen.ExitCode);
        return (await File.ReadAllTextAsync(At(name + ".pub"))).Trim();
    }
}
