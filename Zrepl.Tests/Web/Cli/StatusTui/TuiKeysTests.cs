using Zrepl.Web.Cli.StatusTui;
using static Zrepl.Tests.Web.Cli.StatusTui.TuiStates;

namespace Zrepl.Tests.Web.Cli.StatusTui;

/// <summary>Keys of the interactive <c>zrepl status</c>: spec A4.2.</summary>
public sealed class TuiKeysTests
{
    [Fact]
    public void Jobs_are_listed_in_order_without_internal_ones_and_the_first_is_chosen()
    {
        Assert.Equal(["snapjob", "tcp_pull", "tcp_push", "tcp_sink", "tcp_source"], Recorded.Jobs);
        Assert.Equal("snapjob", Recorded.Selected);
        Assert.Equal(["tcp_push"], (Recorded with { OnlyJob = "tcp_push" }).Jobs);
    }

    [Fact]
    public void Arrows_choose_a_job_and_enter_moves_to_its_text()
    {
        Assert.Equal("tcp_push", Recorded.After(ConsoleKey.DownArrow, ConsoleKey.DownArrow).Selected);
        Assert.Equal("tcp_source", Recorded.After(ConsoleKey.End, ConsoleKey.DownArrow).Selected);
        Assert.Equal("snapjob", Recorded.After(ConsoleKey.UpArrow).Selected);
        Assert.Equal(TuiFocus.Detail, Recorded.After(ConsoleKey.Enter).Focus);
    }

    [Fact]
    public void Tab_goes_round_the_panes_that_are_shown()
    {
        Assert.Equal([TuiFocus.Detail, TuiFocus.Filter, TuiFocus.Jobs], Round(Recorded));
        Assert.Equal([TuiFocus.Detail, TuiFocus.Filter, TuiFocus.Detail], Round(Recorded.After('M'))); // M moves to the text
        static TuiFocus[] Round(TuiState state)
        {
            var start = state with { Focus = state.ShowsJobs ? TuiFocus.Jobs : TuiFocus.Filter };
            return [start.After(ConsoleKey.Tab).Focus, start.After(ConsoleKey.Tab, ConsoleKey.Tab).Focus, start.After(ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Tab).Focus];
        }
    }

    [Fact]
    public void The_text_is_scrolled_within_its_bounds()
    {
        var detail = Recorded.After(ConsoleKey.Enter);
        Assert.Equal(1, detail.After(ConsoleKey.DownArrow).Top);
        Assert.Equal(15, detail.After(ConsoleKey.PageDown, ConsoleKey.PageDown).Top); // 25 lines, 10 of them shown
        Assert.Equal(0, detail.After(ConsoleKey.End, ConsoleKey.Home, ConsoleKey.UpArrow).Top);
        Assert.Equal(20, detail.After(ConsoleKey.RightArrow, ConsoleKey.RightArrow).Left);
        Assert.Equal(0, detail.After(ConsoleKey.RightArrow, 'w').Left);
        Assert.True(detail.After('w').Wraps);
    }

    [Fact]
    public void In_the_filter_letters_are_letters()
    {
        var state = Recorded.After('/', 'q', 'M', 'S', ConsoleKey.Backspace);
        Assert.Equal(("qM", TuiFocus.Filter, true, null), (state.Filter, state.Focus, state.ShowsJobs, state.Dialog));
        Assert.Equal(("qM", TuiFocus.Detail), (state.After(ConsoleKey.Enter).Filter, state.After(ConsoleKey.Enter).Focus));
        Assert.Equal("", TuiKeys.Press(state, Key(ConsoleKey.U, control: true), 10, 25).State.Filter);
    }

    [Fact]
    public void A_signal_is_chosen_in_a_window_and_sent_on_enter()
    {
        var asked = Recorded.After(ConsoleKey.DownArrow, ConsoleKey.DownArrow, 'S');
        Assert.Equal(new TuiDialog.Signal("tcp_push", 0), asked.Dialog);
        Assert.Equal(new TuiRequest.Signal("tcp_push", "wakeup"), TuiKeys.Press(asked, Key(ConsoleKey.Enter), 10, 25).Request);
        Assert.Equal(new TuiRequest.Signal("tcp_push", "reset"), TuiKeys.Press(asked.After(ConsoleKey.Tab), Key(ConsoleKey.Enter), 10, 25).Request);
        Assert.Null(asked.After(ConsoleKey.Escape).Dialog);
        Assert.Equal(asked, asked.After('q')); // only its own keys
    }

    [Theory]
    [InlineData('q')]
    [InlineData('Q')]
    public void Q_quits(char letter) => Assert.Equal(new TuiRequest.Quit(), TuiKeys.Press(Recorded, Letter(letter), 10, 25).Request);

    [Fact]
    public void Control_C_quits_wherever_keys_go() =>
        Assert.Equal(new TuiRequest.Quit(), TuiKeys.Press(Recorded.After('/'), Key(ConsoleKey.C, '\x3', control: true), 10, 25).Request);
}
