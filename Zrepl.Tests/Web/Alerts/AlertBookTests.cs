using System.Collections.Immutable;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Freshness;
using Zrepl.Tests.Support;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Data;

namespace Zrepl.Tests.Web.Alerts;

/// <summary>What is told and when: pure, over clocks that are moved.</summary>
public sealed class AlertBookTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertProblem Late = new(AlertProblem.KeyOf("offsite", "late"), "offsite", "late", "offsite: 1 copy is late", "It is 26 h old.", "");

    private AlertBook _book = AlertBook.Empty;
    private string? _gone;

    [Fact]
    public void A_problem_is_told_once_again_after_a_while_and_when_it_is_over()
    {
        Assert.Equal(["problem"], Look(Noon, Late));
        Assert.Empty(Look(Noon.AddSeconds(10), Late with { Text = "It is 27 h old." })); // other words, same problem
        Assert.Empty(Look(Noon + Day - TimeSpan.FromSeconds(1), Late));
        Assert.Equal(["repeat"], Look(Noon + Day, Late));
        Assert.Empty(Look(Noon + Day + TimeSpan.FromHours(1)));
        Assert.Equal(["recovery"], Look(Noon + Day + TimeSpan.FromHours(1) + AlertBook.Settles));
        Assert.Empty(_book.States);
    }

    [Fact]
    public void A_database_that_was_set_aside_is_told_once_each_time_never_repeated_and_has_no_end()
    {
        Assert.Null(HistoryProblems.Loss(HistoryHealth.Working));
        var first = HistoryProblems.Loss(HistoryHealth.Working with { SetAside = new("/var/lib/zrepl/zrepl.db.damaged-1", Noon) })!; // it was set aside
        Assert.Contains("/var/lib/zrepl/zrepl.db.damaged-1", first.Text, StringComparison.Ordinal);
        Assert.Equal(["problem"], Look(Noon.AddSeconds(5), isTold: false, first));
        Assert.Equal(["problem"], Look(Noon.AddSeconds(15), first)); // until somebody heard of it
        Assert.Empty(Look(Noon + Day + Day, first));
        var second = HistoryProblems.Loss(HistoryHealth.Working with { SetAside = new("/var/lib/zrepl/zrepl.db.damaged-2", Noon + Day + Day) })!; // again
        Assert.Equal(["problem"], Look(Noon + Day + Day + TimeSpan.FromSeconds(5), second));
        Assert.Empty(Look(Noon + Day + Day + TimeSpan.FromMinutes(1))); // the daemon was started anew
        Assert.Empty(Look(Noon + Day + Day + TimeSpan.FromHours(1)));
        Assert.Empty(_book.States);
    }

    [Fact]
    public void One_that_comes_and_goes_is_one_problem()
    {
        Look(Noon, Late);
        for (var minute = 1; minute < 60; minute++) Assert.Empty(minute % 4 == 0 ? Look(Noon.AddMinutes(minute), Late) : Look(Noon.AddMinutes(minute)));
    }

    [Fact]
    public void What_reached_nobody_stays_due_and_its_end_is_not_told()
    {
        Assert.Equal(["problem"], Look(Noon, isTold: false, Late));
        Assert.Equal(["problem"], Look(Noon.AddMinutes(10), isTold: false, Late));
        Assert.Empty(Look(Noon.AddMinutes(11)));
        Assert.Empty(_book.States);
    }

    [Fact]
    public void A_recovery_that_reached_nobody_is_told_later_and_a_problem_that_came_back_meanwhile_is_told_anew()
    {
        Look(Noon, Late);
        Look(Noon.AddMinutes(1));
        var over = Due(Noon.AddMinutes(10));
        Assert.Equal(AlertEvent.Recovery, Assert.Single(over).Event);
        Assert.Empty(Look(Noon.AddMinutes(11), Late)); // back before anybody heard of its end
        _book = _book.Told(over[0], Noon.AddMinutes(12)); // the message was under way all the same
        Assert.Equal(["problem"], Look(Noon.AddMinutes(13), Late));
    }

    [Fact]
    public void While_nobody_knows_how_a_job_stands_nothing_is_over()
    {
        Look(Noon, Late);
        var (next, due) = _book.Look([], job => job == "offsite", _ => true, Day, Noon.AddHours(5));
        Assert.Empty(due);
        Assert.Null(Assert.Single(next.States).Value.GoneSince);
    }

    [Fact]
    public void The_problem_of_a_job_that_was_taken_out_is_forgotten_without_a_word()
    {
        Look(Noon, Late);
        _gone = "offsite";
        Assert.Empty(Look(Noon.AddMinutes(1)));
        Assert.Single(_book.States); // it may only be renamed back, or not be there yet after a restart
        Assert.Empty(Look(Noon.AddMinutes(1) + AlertBook.Settles));
        Assert.Empty(_book.States);
    }

    [Fact]
    public void A_history_in_trouble_is_told_once_that_lasts_and_so_is_its_end()
    {
        var health = new HistoryHealth("there is no room on the disk of zrepl.db", Noon, 3);
        Assert.Null(HistoryProblems.Of(HistoryHealth.Working, Noon));
        Assert.Null(HistoryProblems.Of(health, Noon.AddSeconds(59)));

        var problem = HistoryProblems.Of(health, Noon.AddMinutes(1))!;
        Assert.StartsWith("There is no room on the disk of zrepl.db. Jobs go on", problem.Text, StringComparison.Ordinal);
        Assert.Contains("3 entries found no room", problem.Text, StringComparison.Ordinal);
        Assert.Equal(["problem"], Look(Noon.AddMinutes(1), problem));
        Look(Noon.AddMinutes(2));
        var over = Assert.Single(Due(Noon.AddMinutes(8)));
        Assert.Equal(("the history database works again", ""), (over.Title, over.Job));
    }

    [Fact]
    public void A_stream_that_stands_still_is_told_with_who_is_at_fault_and_what_follows()
    {
        var stall = new StalledStream("tank/db", "send and receive @monday", StallCause.SendWaits, "tank/db: nothing has moved for 12 min; the other side takes nothing", "look at the other side", Noon.AddMinutes(-12), null);
        var job = AJob.Named("offsite").Replicating(1, of: 2) with { Stalls = [stall] };

        var problem = Assert.Single(JobProblems.Of(job, Noon)!.Value);
        Assert.Equal(("stalled", "offsite stands still", "Look at the other side."), (problem.Kind, problem.Title, problem.Advice));
        Assert.EndsWith("the other side takes nothing. It waits for as long as it takes.", problem.Text, StringComparison.Ordinal);

        Assert.EndsWith("1 more of its streams stands still. If nothing changes, the step is ended and continued in 48 min.",
            JobProblems.Of(job with { Stalls = [stall with { AbortsAt = Noon.AddMinutes(48) }, stall] }, Noon)!.Value.Single().Text, StringComparison.Ordinal);
        Assert.Equal("Nothing was transferred or done for 20 min, although a run is under way.",
            JobProblems.Of(job with { Stalls = [], StalledSince = Noon.AddMinutes(-20) }, Noon)!.Value.Single().Text);
        Look(Noon, problem);
        Look(Noon.AddMinutes(1));
        Assert.Equal("offsite is no longer stalled", Assert.Single(Due(Noon.AddMinutes(7))).Title);
    }

    [Fact]
    public void A_restart_repeats_nothing()
    {
        Look(Noon, Late);
        _book = AlertBook.Of([.. _book.States.Values]);
        Assert.Empty(Look(Noon.AddMinutes(1), Late));
        Assert.Equal(["repeat"], Look(Noon + Day, Late));
    }

    [Fact]
    public void A_job_fails_is_late_or_broken_and_each_is_a_problem_of_its_own()
    {
        var targets = Targets.Of("{ rpo: 24h, grace: 1h }");
        DatasetCopy young = new("tank/a") { TakenAt = Noon, FirstSeenAt = Noon };
        var job = AJob.Named("offsite").Succeeded() with { Targets = targets, Copies = [young, young with { Dataset = "tank/b" }] };
        Assert.Equal([], Kinds(job));
        Assert.Equal(["late"], Kinds(job with { Copies = [young with { TakenAt = Noon.AddHours(-26) }] }));
        Assert.Equal(["broken", "late"], Kinds(job with { Copies = [young with { TakenAt = Noon.AddHours(-26) }, young with { Dataset = "tank/b", NeedsSomebody = true, Error = "diverged" }] }));
        Assert.Equal(["failing"], Kinds(job.Failed("no space") with { Copies = [young], Targets = targets }));
        Assert.Equal(["failing"], Kinds(job with { LastRun = null, ConsecutiveFailures = 2 })); // after a restart
        Assert.Null(JobProblems.Of(job with { Phase = JobPhase.Starting }, Noon));
        Assert.Null(JobProblems.Of(job with { Copies = [] }, Noon)); // nobody knows yet how old they are
        Assert.Equal([], Kinds(job with { Copies = [], Targets = FreshnessTargets.None }));
        Assert.Contains("2 copies are late", JobProblems.Of(job, Noon.AddDays(3))!.Value.Single().Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 5)]
    [InlineData(2, 5, 10)]
    [InlineData(9, 300, 120)] // no longer than two minutes
    [InlineData(9, 500, null)] // the next would begin after the deadline
    public void A_delivery_is_tried_again_ever_more_slowly_until_its_deadline(int attempts, int seconds, int? pause) =>
        Assert.Equal(pause, (int?)DeliveryPolicy.Messages.PauseAfter(attempts, TimeSpan.FromSeconds(seconds))?.TotalSeconds);

    [Theory]
    [InlineData("Webhook", "https://chat.example.com/hook", null)]
    [InlineData("Webhook", "file:///etc/passwd", "begin with http")]
    [InlineData("Webhook", "", "begin with http")]
    [InlineData("DashboardUrl", "nas", "begin with http")]
    [InlineData("Heartbeat", "", "at least one address")]
    [InlineData("MailTo", "", "at least one receiver")]
    [InlineData("MailPlain", "", "everybody can read")]
    public void Settings_that_make_no_sense_are_refused_in_words_without_secrets(string what, string value, string? problem)
    {
        var mail = new MailSettings { Host = "mail", From = "zrepl@example.com", To = "anna@example.com" };
        var settings = what switch
        {
            "Webhook" => new NotificationSettings { Webhook = new() { Url = value, Secret = "geheim" } },
            "DashboardUrl" => new() { DashboardUrl = value },
            "Heartbeat" => new() { Heartbeats = [new() { Job = "a", StartUrl = value }] },
            "MailTo" => new() { Mail = mail with { To = value } },
            _ => new() { Mail = mail with { Security = "none", Password = "geheim" } },
        };
        var problems = NotificationRules.ProblemsIn(settings);
        if (problem is null) Assert.Empty(problems);
        else Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
        Assert.DoesNotContain(problems, text => text.Contains("geheim", StringComparison.Ordinal));
        Assert.Equal("https://chat.example.com/…", NotificationRules.Shown("https://chat.example.com/services/T0/B0/secret"));
    }

    private static IEnumerable<string> Kinds(JobStatus job) => JobProblems.Of(job, Noon)!.Value.Select(problem => problem.Kind);

    private IEnumerable<string> Look(DateTimeOffset now, params AlertProblem[] present) => Look(now, isTold: true, present);

    private IEnumerable<string> Look(DateTimeOffset now, bool isTold, params AlertProblem[] present)
    {
        var due = Due(now, present);
        if (isTold) _book = due.Aggregate(_book, (book, message) => book.Told(message, now));
        return [.. due.Select(message => message.EventWord)];
    }

    private ImmutableArray<AlertMessage> Due(DateTimeOffset now, params AlertProblem[] present)
    {
        (_book, var due) = _book.Look(present, _ => false, job => job != _gone, Day, now);
        return due;
    }
}
