using Microsoft.Data.Sqlite;
using Zrepl.Web.Data;
using Zrepl.Web.Hosting;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;

namespace Zrepl.Web.Cli.Users;

/// <summary>The accounts in the database of this machine's daemon, whether it runs or not.</summary>
internal sealed class AccountsOfDaemon : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly HistoryWriter _writer;

    private AccountsOfDaemon(ServiceProvider services)
    {
        _services = services;
        _writer = services.GetRequiredService<HistoryWriter>();
    }

    public UserAccounts Users => _services.GetRequiredService<UserAccounts>();

    /// <summary>Who runs the command.</summary>
    public static Actor Actor { get; } = new(Environment.UserName, ActorWay.CommandLine, "", Role.Administrator);

    /// <summary>Opens it, and makes it if the daemon has never run.</summary>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="configurationPath">The <c>zrepl.yml</c>, beside which settings may be; null: there is none.</param>
    /// <param name="state">The state directory.</param>
    /// <exception cref="CommandFailedException">The state directory cannot be used.</exception>
    public static async Task<AccountsOfDaemon> OpenAsync(Surroundings surroundings, string? configurationPath, string state)
    {
        if (!Directory.Exists(state))
            throw new CommandFailedException($"There is no state directory {state}. Name the daemon's with --state, or start the daemon once.");
        var services = new ServiceCollection();
        services.AddSingleton(HostSettings.Read(configurationPath));
        services.AddSingleton(surroundings.Clock);
        services.AddLogging();
        services.AddSingleton(provider => new HistoryWriter(
            provider.GetRequiredService<HistoryDatabase>(), provider.GetRequiredService<HistoryOptions>(), surroundings.Clock,
                provider.GetRequiredService<ILogger<HistoryWriter>>())
        { IsBesideDaemon = true });
        services.AddZreplHistory(state).AddZreplAccounts();
        var opened = new AccountsOfDaemon(services.BuildServiceProvider());
        await opened._writer.StartAsync(CancellationToken.None);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None); // writes what the audit waits to be told
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }
}
