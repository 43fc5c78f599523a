using System.Threading.Channels;

namespace Zrepl.Web.Hosting;

/// <summary>Carries out what SIGHUP asks for, one after the other; requests that come meanwhile are one.</summary>
internal sealed class ReloadRequests(ConfigurationReload reload, ILogger<ReloadRequests> logger) : BackgroundService
{
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a reload; returns at once.</summary>
    public void Ask() => _asked.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await reload.ReloadAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException) // the daemon goes on with what it has
            {
                logger.NotReloaded(failure.Message);
            }
        }
    }
}
