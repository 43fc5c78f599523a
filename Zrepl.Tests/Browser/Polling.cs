using System.Diagnostics;
using System.Text.Json;

namespace Zrepl.Tests.Browser;

/// <summary>Waits for what the product tells over its interfaces. Not the browser's own wait, which takes the promise of an asynchronous question for an answer.</summary>
internal static class Polling
{
    private const int BetweenMilliseconds = 300;

    /// <summary>Asks again and again.</summary>
    /// <param name="read">The question.</param>
    /// <param name="isSo">True of the answer that is waited for.</param>
    /// <param name="longest">Milliseconds after which the test has failed.</param>
    /// <returns>That answer.</returns>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Predicate<T> isSo, float longest)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var found = await read();
            if (isSo(found)) return found;
            if (waited.ElapsedMilliseconds > longest) Assert.Fail($"not so in {waited.Elapsed}; last seen: {JsonSerializer.Serialize(found)}");
            await Task.Delay(BetweenMilliseconds, TestContext.Current.CancellationToken);
        }
    }
}
