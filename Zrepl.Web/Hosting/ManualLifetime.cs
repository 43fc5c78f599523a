namespace Zrepl.Web.Hosting;

/// <summary>Of a web server that others start and stop: signals are the business of <see cref="DaemonRun"/>.</summary>
internal sealed class ManualLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
