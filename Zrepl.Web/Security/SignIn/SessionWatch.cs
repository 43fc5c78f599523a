namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// Looks every few seconds whether the sessions under which pages are open still exist: a page that is only looked at sends no request, and
/// <c>zrepl user</c> ends sessions in another process.
/// </summary>
internal sealed class SessionWatch(Sessions sessions, LiveSessions live, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var session in live.Open) await sessions.FindAsync(session, "", cancellation); // ends what is open under one that is over
    }
}
