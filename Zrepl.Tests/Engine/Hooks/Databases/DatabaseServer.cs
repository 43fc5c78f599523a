using System.Data.Common;
using System.Diagnostics;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Hooks.Databases;

/// <summary>A database server of the distribution, started for one test on a socket in a directory of its own.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private const string PostgresUser = "postgres"; // the server refuses to run as root
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _log = [];
    private Process? _process;

    /// <summary>Where its socket is.</summary>
    public string Directory => _directory.Path;

    /// <summary>A PostgreSQL server that trusts whoever reaches its socket; <c>postgres</c> is its superuser.</summary>
    public static async Task<DatabaseServer> PostgresAsync(CancellationToken limit)
    {
        var server = new DatabaseServer();
        var programs = System.IO.Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin/";
        var data = Path.Combine(server.Directory, "data");
        await RunAsync(["chown", PostgresUser, server.Directory], limit);
        await RunAsync(["setpriv", "--reuid", PostgresUser, "--clear-groups", programs + "initdb", "-D", data, "-A", "trust", "-U", PostgresUser, "--no-sync"], limit);
        server.Start(["setpriv", "--reuid", PostgresUser, "--clear-groups", programs + "postgres", "-D", data, "-k", server.Directory, "-h", ""]);
        return server;
    }

    /// <summary>A MariaDB server; <c>root</c> signs in without a password.</summary>
    public static async Task<DatabaseServer> MariaDbAsync(CancellationToken limit)
    {
        var server = new DatabaseServer();
        var data = Path.Combine(server.Directory, "data");
        await RunAsync(["mariadb-install-db", "--no-defaults", "--user=root", $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"], limit);
        server.Start(["mariadbd", "--no-defaults", "--user=root", $"--datadir={data}", $"--socket={server.Directory}/socket", "--skip-networking"]);
        return server;
    }

    /// <summary>Tries until it succeeds: a server takes a moment to begin.</summary>
    public async Task<T> ConnectAsync<T>(Func<T> make, CancellationToken limit)
        where T : DbConnection
    {
        while (true)
        {
            var connection = make();
            try
            {
                await connection.OpenAsync(limit);
                return connection;
            }
            catch (DbException failure)
            {
                await connection.DisposeAsync();
                if (_process!.HasExited || limit.IsCancellationRequested) throw new InvalidOperationException(Log(), failure);
                await Task.Delay(100, limit);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _directory.Dispose();
    }

    private void Start(string[] command)
    {
        _process = Process.Start(InfoFor(command))!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private string Log()
    {
        lock (_log) return string.Join('\n', _log);
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text) lock (_log) _log.Add(text);
    }

    private static async Task RunAsync(string[] command, CancellationToken limit)
    {
        using var process = Process.Start(InfoFor(command))!;
        var output = process.StandardOutput.ReadToEndAsync(limit);
        var errors = await process.StandardError.ReadToEndAsync(limit);
        await process.WaitForExitAsync(limit);
        Assert.True(process.ExitCode == 0, await output + errors);
    }

    private static ProcessStartInfo InfoFor(string[] command) =>
        new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
}
