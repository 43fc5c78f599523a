using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Zrepl.Web.Data;

namespace Zrepl.Web.Security.SignIn;

/// <summary>Tells in the log how the first administrator is made, as long as there is none: at the first start, and after the database was lost.</summary>
internal sealed class SetupNotice(
    Setup setup, SetupToken token, HistoryWriter writer, IServer server, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SetupNotice> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await writer.Opened.WaitAsync(stoppingToken);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // the state just given
        await using var registration = lifetime.ApplicationStarted.UnsafeRegister(state => ((TaskCompletionSource)state!).TrySetResult(), started);
        await started.Task.WaitAsync(stoppingToken);
        string? told = null;
        while (true)
        {
            told = await TellAsync(told, stoppingToken);
            await Task.Delay(Period, clock, stoppingToken);
        }
    }

    private async Task<string?> TellAsync(string? told, CancellationToken cancellation)
    {
        try
        {
            if (!await setup.IsDueAsync(cancellation)) return null;
            if (token.Ensure() is not { } secret || secret == told) return told;
            logger.SetupIsDue(Address(), secret, token.Path);
            return secret;
        }
        catch (DatabaseUnavailableException failure)
        {
            logger.CannotLookUp(failure.Message);
            return told;
        }
    }

    private string Address() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(address => !address.Contains("://unix:", StringComparison.Ordinal))
        ?? "the dashboard";
}
