drop table "test_messages";
