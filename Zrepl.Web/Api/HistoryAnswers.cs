using System.Globalization;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary>What requests about the history have in common: how they ask, and what they hear if it cannot be read.</summary>
internal static class HistoryAnswers
{
    /// <summary>Answers, or says why the history cannot be read now.</summary>
    public static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (DatabaseUnavailableException failure)
        {
            return Unreadable(failure);
        }
    }

    /// <summary>The history cannot be read now.</summary>
    public static IResult Unreadable(DatabaseUnavailableException failure) => Results.Problem(
        title: "The history cannot be read", detail: failure.Message, statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Reads what is asked for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="problems">What is wrong with it, by the name of the parameter.</param>
    public static RunFilter FilterOf(HttpRequest request, Dictionary<string, string[]> problems)
    {
        var filter = RunFilter.All;
        if (request.Query["result"].ToString() is { Length: > 0 } word)
        {
            if (RunResults.Filter(word) is { } byResult) filter = byResult;
            else problems["result"] = [$"must be one of {string.Join(", ", RunResults.Words)}"];
        }

        return filter with
        {
            Job = request.Query["job"].ToString() is { Length: > 0 } job ? job : null,
            Dataset = request.Query["dataset"].ToString() is { Length: > 0 } dataset ? dataset : null,
            From = MomentOf(request, "from", problems),
            Until = MomentOf(request, "until", problems),
        };
    }

    /// <summary>A whole number of a parameter.</summary>
    public static int NumberOf(HttpRequest request, string name, int usual, int most, Dictionary<string, string[]> problems)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text) return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most) return number;
        problems[name] = [$"must be a number from 1 to {most}"];
        return usual;
    }

    /// <summary>A place in the list of runs.</summary>
    public static RunCursor? CursorOf(HttpRequest request, string name, Dictionary<string, string[]> problems)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text) return null;
        if (RunCursor.Parse(text) is { } cursor) return cursor;
        problems[name] = ["must be a value that an answer gave as next"];
        return null;
    }

    /// <summary>A time of a parameter.</summary>
    public static DateTimeOffset? MomentOf(HttpRequest request, string name, Dictionary<string, string[]> problems)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;
        problems[name] = ["must be a time such as 2026-02-14T12:00:00Z"];
        return null;
    }
}
