using Zrepl.Web.Live;

namespace Zrepl.Web.Demo;

/// <summary>Lets one thing after the other go wrong, with pauses in which everything is fine again. What began is ended also when the demonstration ends.</summary>
internal sealed class DemoScript(DemoFaults faults, StagedFaults staged, TimeProvider clock, ILogger<DemoScript> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(First, clock, stoppingToken);
        while (true)
        {
            foreach (var fault in faults.All)
            {
                await PlayAsync(fault, stoppingToken);
                await Task.Delay(Between, clock, stoppingToken);
            }
        }
    }

    /// <summary>Lets it happen, waits, ends it.</summary>
    public async Task PlayAsync(DemoFault fault, CancellationToken cancellation)
    {
        Func<CancellationToken, Task> end;
        try
        {
            end = await fault.Begin(cancellation);
        }
        catch (InvalidOperationException refused) // what it needs is not there, for example because somebody destroyed it
        {
            logger.FaultSkipped(fault.Story, refused.Message);
            return;
        }

        logger.FaultBegins(fault.Story, fault.Lasts);
        staged.Now = new(fault.Story, clock.GetUtcNow() + fault.Lasts);
        try
        {
            await Task.Delay(fault.Lasts, clock, cancellation);
        }
        finally
        {
            try
            {
                await end(CancellationToken.None);
                logger.FaultEnds(fault.Story);
            }
            catch (InvalidOperationException refused)
            {
                logger.FaultSkipped(fault.Story, refused.Message);
            }

            staged.Now = null;
        }
    }
}
