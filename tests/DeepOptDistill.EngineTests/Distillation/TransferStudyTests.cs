using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Studies;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Arms of studies that see a part of the images.</summary>
public class TransferStudyTests
{
    [Fact]
    public void MissingClassesAreTestedAndCorrected()
    {
        using var folder = new TemporaryFolder();
        var options = new RunOptions
        {
            Out = folder.In("out"),
            Jobs = 2,
            Threads = 1,
        };
        var record = new StudyRunner(Tiny.Place(folder), options).Run(new Parts(), quick: true);
        // One teacher by itself is what its trial says of it.
        Assert.Equal("600, 540, 60, 54", record.Answer);
        Assert.Equal(record.Claims[0].Paper, record.Claims[0].Seen);
        var (whole, missing) = (Trial("all"), Trial("no bags"));
        Assert.DoesNotContain(TrialTest.Shift, whole.Keys);
        Assert.InRange(missing[TrialTest.MissingErrors], 20, 200);
        Assert.True(missing[TrialTest.Shift] > 0 && missing[TrialTest.CorrectedErrors] < missing[TrialTest.MissingErrors]);
        IReadOnlyDictionary<string, double> Trial(string arm) => record.Trials.Single(t => t.Arm == arm).Values;
    }

    [Fact]
    public void WhatAnArmSeesIsPartOfItsIdentity()
    {
        var arm = Arm("arm", []);
        string Identity(Arm of) => of.Identity(1, "data", ["teacher"]);
        Assert.Equal(
            4,
            new[]
            {
                arm,
                arm with
                {
                    Limit = 60,
                },
                arm with
                {
                    Transfer = new TransferSpec { Without = ["8"] },
                },
                arm with
                {
                    Transfer = new TransferSpec { Only = ["8"] },
                },
            }
                .Select(Identity)
                .Distinct()
                .Count()
        );
    }

    private static Arm Arm(string name, IReadOnlyList<string> teachers) =>
        new(
            name,
            Nets.Of(new Flatten(), new Linear { Features = 10 }) with
            {
                Input = new InputSpec { Shape = [1, 28, 28] },
            },
            new Stage
            {
                Name = "s",
                Epochs = 6,
                Loss = [teachers.Count == 0 ? new CrossEntropy() : new SoftTarget()],
                Optimizer = new Adam(),
            },
            20,
            10,
            [1]
        )
        {
            Teachers = teachers,
            IsTested = true,
        };

    [Kind("parts", "does it see what it should")]
    private sealed record Parts : Study
    {
        internal override DatasetSpec Dataset(bool quick) => new FashionMnistSmall { Validation = 200, Limit = 600 };

        internal override IReadOnlyList<Arm> Teachers(StudyFrame frame) => [Arm("teacher", [])];

        internal override IReadOnlyList<Arm> Arms(StudyFrame frame)
        {
            var all = Arm("all", ["teacher"]);
            var bags = new TransferSpec { Without = ["Bag"] };
            return
            [
                all,
                all with
                {
                    Name = "no bags",
                    Transfer = bags,
                },
                all with
                {
                    Name = "little",
                    Limit = 60,
                },
                all with
                {
                    Name = "little, no bags",
                    Limit = 54,
                    Transfer = bags,
                },
            ];
        }

        internal override Findings Conclude(StudyFrame frame, Trials trials) =>
            new(
                string.Join(", ", Arms(frame).Select(arm => frame.Lessons.Images(arm).Count)),
                [],
                [
                    new ClaimRecord(
                        "teacher",
                        $"{trials.Value("teacher", TrialTest.Accuracy)[0]:R}",
                        $"{frame.Lessons.TestAccuracy(["teacher"]):R}",
                        "itself"
                    ),
                ],
                [],
                []
            );
    }
}
